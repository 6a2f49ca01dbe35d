using IseMail.EndToEnd.Interoperability;

namespace IseMail.EndToEnd.Documents;

public sealed class TutorialTests
{
    [ProgramFact("sh", "what documents show is typed into a shell")]
    public async Task Whoever_types_what_the_tutorial_shows_sees_what_it_shows_from_a_first_mail_to_two_designs_compared()
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(8));
        using var document = await TypedDocument.ReadAsync("docs/tutorial.md", patience.Token);
        document.Steps.Length.ShouldBeGreaterThan(20);
        await document.TypeAsync(patience.Token);
    }
}
