using System.Collections.Immutable;
using IseMail.Cluster.Settings;
using IseMail.Domain.Diagnosis;
using IseMail.Domain.Notices;
using IseMail.Domain.Settings;
using IseMail.Scenarios.Live;

namespace IseMail.Scenarios.Drills;

/// <summary>
/// A drill on a deployment that runs, with its mail: one mistake is made, ISE's page says what it says, and somebody finds it; then it is mended. One at a time.
/// Of mistakes whose mend leaves another network than there was before, none is made.
/// </summary>
/// <param name="deployment">The deployment.</param>
/// <param name="seal">Its key.</param>
public sealed class LiveDrill(LiveDeployment deployment, ITextSeal seal) : IDisposable
{
    private readonly MistakeBench _bench = new(deployment, seal);
    private readonly SemaphoreSlim _turn = new(1);
    private Mistake? _mistake;
    private SmtpServerSettings? _page;
    private SettingsTested? _test;

    /// <summary>The causes that it can be.</summary>
    public ImmutableArray<string> Causes => [.. Mistakes().Select(mistake => mistake.Cause.Id).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];

    /// <summary>Makes a mistake, and has ISE's connection test made.</summary>
    /// <param name="seed">Which; the same seed makes the same.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>What the page and guest.log say.</returns>
    /// <exception cref="IOException">One is under way, or the settings do not change.</exception>
    public async Task<(string Message, string Reason)> BeginAsync(int seed, CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            if (_mistake is not null) throw new IOException("a drill is under way; say what it is first");
            var mistakes = Mistakes();
            _mistake = mistakes[new Random(seed).Next(mistakes.Length)];
            _page = await _bench.MakeAsync(_mistake, cancellationToken);
            _test = await _bench.TestAsync(_page, cancellationToken);
            return (_test.Result!.Message, _test.Result.Failure?.Reason ?? "");
        }
        catch (IOException) when (_test is null && _mistake is { } made)
        {
            // Half of a mistake is one as well.
            _mistake = null;
            await _bench.MendAsync(made, CancellationToken.None);
            throw;
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>Says what it was, and mends it.</summary>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The cause, what could be seen of it, and what the page says when it is mended.</returns>
    /// <exception cref="IOException">None is under way, or the settings do not change.</exception>
    public async Task<(KnownCause Cause, ImmutableArray<string> Seen, string Message)> EndAsync(CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            if (_mistake is not { } mistake || _page is not { } page || _test is not { Result: { } result } test) throw new IOException("no drill is under way");
            ImmutableArray<string> seen = result.Failure is not { } failure
                ? []
                : [.. ConnectionDiagnosis.Of(failure, page, result.Token, test.Path, result.SecretIsGuid, deployment.LookUp(page)).Where(finding => finding.Cause == mistake.Cause).SelectMany(finding => finding.Evidence)];
            await _bench.MendAsync(mistake, cancellationToken);
            (_mistake, _page, _test) = (null, null, null);
            return (mistake.Cause, seen, (await _bench.TestAsync(_bench.Right, cancellationToken)).Result!.Message);
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _turn.Dispose();

    private ImmutableArray<Mistake> Mistakes()
    {
        var tenant = deployment.Tenant!;
        // One that there is not: mistakes at it are among those that are left out.
        var proxy = tenant.Settings.Proxy is null ? new ProxySettings.Http("proxy.invalid", 8080, null, null, []) : _bench.Proxy;
        return [.. Drills.Mistakes.In(tenant.Directory.Current, _bench.Right, proxy).Where(mistake => mistake.MendedNetwork is null && mistake.RefusedByProxy is null)];
    }
}
