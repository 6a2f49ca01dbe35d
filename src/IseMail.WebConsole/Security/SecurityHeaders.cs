using Microsoft.AspNetCore.Http;

namespace IseMail.WebConsole.Security;

/// <summary>What every answer tells browsers: what of it may be done with it.</summary>
internal static class SecurityHeaders
{
    /// <summary>The page loads from where it is from, and nothing that stands in it runs.</summary>
    private const string OfPage = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; frame-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    /// <summary>A mail's HTML: no script, nothing from elsewhere, no way out of its frame.</summary>
    private const string OfMail = "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'self'";

    /// <summary>A report: its own script and style stand in it; it reaches nothing.</summary>
    private const string OfReport = "sandbox allow-scripts; default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'self'";

    /// <summary>Of whatever is answered.</summary>
    public static void Add(HttpResponse response)
    {
        var headers = response.Headers;
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "no-referrer";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
        headers.CacheControl = "no-store";
        headers.ContentSecurityPolicy = OfPage;
    }

    /// <summary>Of a mail's HTML.</summary>
    public static void ForMail(HttpResponse response) => response.Headers.ContentSecurityPolicy = OfMail;

    /// <summary>Of a run's report.</summary>
    public static void ForReport(HttpResponse response) => response.Headers.ContentSecurityPolicy = OfReport;
}
