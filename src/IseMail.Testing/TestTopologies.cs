namespace IseMail.Testing;

/// <summary>Topologies that come with the package, as texts: to be started as they are, or to begin one's own with.</summary>
public static class TestTopologies
{
    /// <summary>One node with all personas, <c>ise-1</c>, and the tenant. Up in about a second.</summary>
    public static string Standalone { get; } = Read("standalone.yaml");

    /// <summary>Two nodes with all personas, <c>ise-1</c> and <c>ise-2</c>, and the tenant.</summary>
    public static string Small { get; } = Read("small.yaml");

    /// <summary>Two nodes with PAN and MnT, <c>ise-1</c> and <c>ise-2</c>, five PSNs, <c>psn-1</c> to <c>psn-5</c>, and the tenant.</summary>
    public static string Medium { get; } = Read("medium.yaml");

    private static string Read(string name)
    {
        using var stream = typeof(TestTopologies).Assembly.GetManifestResourceStream(name) ?? throw new InvalidOperationException($"{name} is not in the assembly");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
