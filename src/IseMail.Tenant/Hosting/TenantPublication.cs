namespace IseMail.Tenant.Hosting;

/// <summary>
/// What a tenant hands to the administrator of ISE: the client secret, the proxy user's password, and its services' certificate authorities for the
/// trusted store. The tenant's own keys stay where they are.
/// </summary>
public static class TenantPublication
{
    /// <summary>Puts <c>client-secret</c> and, where the proxy has a user, <c>proxy-password</c>, readable by their owner alone, and each authority's PEM file into a directory.</summary>
    /// <param name="tenant">Whose; the secret is its first application's, where it has any.</param>
    /// <param name="directory">Where; made when missing.</param>
    /// <exception cref="IOException">They cannot be written.</exception>
    public static void Write(EmbeddedTenant tenant, string directory)
    {
        Directory.CreateDirectory(directory);
        if (tenant.Settings.Applications is [var first, ..])
        {
            var secret = tenant.ClientSecret(first.ClientId) ?? throw new IOException("the tenant's first application has no secret");
            PrivateFile.Write(Path.Combine(directory, "client-secret"), secret);
        }
        if (tenant.ProxyPassword is { } password) PrivateFile.Write(Path.Combine(directory, "proxy-password"), password);
        foreach (var service in tenant.Certificates.All) File.Copy(service.AuthorityFile, Path.Combine(directory, Path.GetFileName(service.AuthorityFile)), overwrite: true);
    }
}
