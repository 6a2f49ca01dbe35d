using System.Text.Json;

namespace IseMail.Tenant.Administration;

/// <summary>
/// <c>administration.json</c> in the directory of a tenant or a deployment that runs: where its administration answers, and the token it wants. Its
/// owner alone can read it, so that no other user of the machine changes it. It is new at each start.
/// </summary>
/// <param name="Address">Where the administration answers.</param>
/// <param name="Token">What a request must carry: a secret.</param>
public sealed record AdministrationFile(Uri Address, string Token)
{
    /// <summary>The file's name.</summary>
    public const string Name = "administration.json";

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true };

    /// <summary>Reads the file of a tenant's directory; <c>null</c>: there is none, or it is not of that form.</summary>
    /// <exception cref="IOException">It cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">It belongs to somebody else.</exception>
    public static AdministrationFile? Read(string directory)
    {
        var path = Path.Combine(directory, Name);
        if (!File.Exists(path)) return null;
        try
        {
            return JsonSerializer.Deserialize<AdministrationFile>(File.ReadAllText(path), Json);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>The address alone.</summary>
    public override string ToString() => Address.ToString();

    internal void Write(string directory) => PrivateFile.Write(Path.Combine(directory, Name), JsonSerializer.Serialize(this, Json));

    internal static void Remove(string directory) => File.Delete(Path.Combine(directory, Name));
}
