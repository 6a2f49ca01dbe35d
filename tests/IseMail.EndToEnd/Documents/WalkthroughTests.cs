using IseMail.EndToEnd.Interoperability;

namespace IseMail.EndToEnd.Documents;

public sealed class WalkthroughTests
{
    [ProgramFact("sh", "what documents show is typed into a shell")]
    public async Task Whoever_types_what_the_walkthrough_shows_sees_what_it_shows_from_an_empty_tenant_to_the_guest_s_mail()
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(6));
        using var document = await TypedDocument.ReadAsync("docs/walkthrough.md", patience.Token);
        document.Steps.Length.ShouldBeGreaterThan(30);
        await document.TypeAsync(patience.Token);
    }
}
