namespace IseMail.Tenant.Tests.Proxy;

/// <summary>A test that needs curl, and says so where there is none.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class CurlFactAttribute : FactAttribute
{
    public CurlFactAttribute()
    {
        if (Find() is null) Skip = "curl is not on the PATH; it is the client that this test asks the proxy with";
    }

    /// <summary>Where it is on the PATH; <c>null</c>: nowhere.</summary>
    public static string? Find() => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
        .Select(directory => Path.Combine(directory, OperatingSystem.IsWindows() ? "curl.exe" : "curl"))
        .FirstOrDefault(File.Exists);
}
