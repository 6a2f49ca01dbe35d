using IseMail.Domain.Notices;
using IseMail.Scenarios.Administration;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace IseMail.WebConsole.Security;

/// <summary>Seals what is typed into a field for a secret with the deployment's key, as the command line does before it sends one. Nothing opens it again.</summary>
/// <param name="seal">The deployment's key.</param>
internal sealed class SealCalls(ITextSeal seal)
{
    private const int Longest = 4096;

    /// <summary>Adds what answers.</summary>
    public void Map(IEndpointRouteBuilder web) => web.Does<SealRequest, SealedDocument>("/seal", "Seals a secret for the calls that take one", SealAsync);

    private async Task SealAsync(HttpContext context)
    {
        if (await Answers.BodyAsync<SealRequest>(context) is not { } request) return;
        if (request.Secret.Length is 0 or > Longest) await Answers.RefuseAsync(context, StatusCodes.Status400BadRequest, "a secret has 1 to 4096 characters");
        else await context.Response.WriteAsJsonAsync(new SealedDocument([.. seal.Seal(request.Secret).Bytes]), context.RequestAborted);
    }
}

/// <summary>Something is to be sealed.</summary>
/// <param name="Secret">What.</param>
public sealed record SealRequest(string Secret)
{
    /// <summary>The record without its secret.</summary>
    public override string ToString() => "a secret to seal";
}

/// <summary>A sealed secret.</summary>
/// <param name="Sealed">It, in Base64.</param>
public sealed record SealedDocument(byte[] Sealed);
