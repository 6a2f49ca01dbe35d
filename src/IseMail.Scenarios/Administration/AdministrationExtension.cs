using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace IseMail.Scenarios.Administration;

/// <summary>What else answers where an administration does.</summary>
/// <param name="Services">Adds what it needs.</param>
/// <param name="Map">Adds what answers.</param>
/// <param name="Admits">Whether a request may pass that does not show the administration's key.</param>
/// <param name="Ending">Ends answers that would go on for ever, when the administration ends.</param>
public sealed record AdministrationExtension(Action<IServiceCollection> Services, Action<WebApplication> Map, Func<HttpContext, bool> Admits, Func<ValueTask> Ending);

/// <summary>Marks what answers whoever asks: it tells and changes nothing.</summary>
public sealed class OpenToAll
{
    private OpenToAll()
    {
    }

    /// <summary>The only one.</summary>
    public static OpenToAll Instance { get; } = new();
}
