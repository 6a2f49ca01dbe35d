using IseMail.Cluster.Settings;
using IseMail.Cluster.Tests.Sending;
using IseMail.Domain.Settings;

namespace IseMail.Cluster.Tests.Settings;

public sealed class ConnectionTesterTests
{
    [Fact]
    public async Task A_test_that_breaks_off_answers_all_the_same_and_repeats_nothing_that_could_be_a_secret()
    {
        var page = Submissions.Settings(9, new Uri("https://localhost:9/tenant"));
        var tester = new ConnectionTester((_, _) => throw new InvalidOperationException(Submissions.Secret), new PlainSeal(), [], TimeProvider.System);
        var result = await tester.TestAsync(page, NodePath.Plain, CancellationToken.None);

        result.Succeeded.ShouldBeFalse();
        result.Failure!.Reason.ShouldContain(nameof(InvalidOperationException));
        result.ToString().ShouldNotContain(Submissions.Secret);
        result.Message.ShouldNotContain(Submissions.Secret);
    }

    [Fact]
    public async Task A_test_that_is_no_longer_wanted_ends_without_a_result()
    {
        var page = Submissions.Settings(9, new Uri("https://localhost:9/tenant"));
        var tester = new ConnectionTester(async (_, cancellationToken) =>
        {
            await Task.Delay(Timeout.Infinite, cancellationToken);
            return "";
        }, new PlainSeal(), [], TimeProvider.System);
        using var unwanted = new CancellationTokenSource();
        var test = tester.TestAsync(page, NodePath.Plain, unwanted.Token);
        await unwanted.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(() => test);
    }
}
