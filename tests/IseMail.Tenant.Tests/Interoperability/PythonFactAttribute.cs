namespace IseMail.Tenant.Tests.Interoperability;

/// <summary>A test that needs Python 3, and says so where there is none.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class PythonFactAttribute : FactAttribute
{
    public PythonFactAttribute()
    {
        if (Find() is null) Skip = "Python 3 is not on the PATH; it is the client that this test submits with";
    }

    /// <summary>Where the interpreter is on the PATH; <c>null</c>: nowhere.</summary>
    public static string? Find()
    {
        string[] names = OperatingSystem.IsWindows() ? ["python3.exe", "python.exe"] : ["python3"];
        return (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
            .SelectMany(directory => names.Select(name => Path.Combine(directory, name)))
            .FirstOrDefault(File.Exists);
    }
}
