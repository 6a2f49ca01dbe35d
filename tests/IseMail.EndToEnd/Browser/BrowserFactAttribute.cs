namespace IseMail.EndToEnd.Browser;

/// <summary>A test that needs a browser, and says so where none is installed.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class BrowserFactAttribute : FactAttribute
{
    public BrowserFactAttribute()
    {
        if (Chromium.Path is null) Skip = "chromium is not on the PATH; Debian has it as the package 'chromium'";
    }
}
