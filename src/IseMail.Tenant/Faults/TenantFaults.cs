using System.Collections.Immutable;
using System.Security.Cryptography.X509Certificates;
using IseMail.Domain.Faults;
using IseMail.Tenant.Certificates;

namespace IseMail.Tenant.Faults;

/// <summary>A fault that happens, for as long as it is there.</summary>
/// <param name="Fault">Which.</param>
/// <param name="Gone">Fires when it was removed or has ended by itself.</param>
internal readonly record struct FaultStrike(Fault Fault, CancellationToken Gone);

/// <summary>
/// The faults of a running tenant: added, listed and removed at any time, from any thread. As long as there are none, each
/// event costs one look at a field.
/// </summary>
public sealed class TenantFaults : IDisposable
{
    // Longer than a timer can be set for; who has ended by then is found at the next event.
    private static readonly TimeSpan LongestTimer = TimeSpan.FromDays(49);

    private readonly Lock _gate = new();
    private readonly TimeProvider _time;
    private readonly TenantCertificates? _certificates;
    private readonly Dictionary<string, CancellationTokenSource> _present = new(StringComparer.Ordinal);
    private FaultPlan _plan;
    private volatile bool _any;

    /// <summary>No faults yet.</summary>
    /// <param name="seed">Where random numbers begin.</param>
    /// <param name="time">The clock they end by.</param>
    /// <param name="certificates">The services' authorities, for what servers show where they are to show a wrong certificate; <c>null</c>: there are none, and nobody may ask.</param>
    public TenantFaults(int seed, TimeProvider time, TenantCertificates? certificates)
    {
        _plan = FaultPlan.Empty(seed);
        _time = time;
        _certificates = certificates;
    }

    /// <summary>Whether there are none. May be late in saying so when the last has ended by itself.</summary>
    public bool IsEmpty => !_any;

    /// <summary>The faults that are there and what they have done, in the order in which they were added.</summary>
    public ImmutableArray<FaultRecord> List()
    {
        lock (_gate)
        {
            Take(_plan.At(_time.GetUtcNow()));
            return _plan.Faults;
        }
    }

    /// <summary>Adds a fault unless there is one of its name.</summary>
    public bool TryAdd(Fault fault)
    {
        lock (_gate)
        {
            var now = _time.GetUtcNow();
            Take(_plan.At(now));
            if (_plan.Find(fault.Name) is not null) return false;
            // By the clock of the tenant, and not only when the next event comes: whoever waits for its end is let go.
            _present.Add(fault.Name, new CancellationTokenSource(fault.For < LongestTimer ? fault.For.Value : Timeout.InfiniteTimeSpan, _time));
            Take(_plan.Add(fault, now));
            return true;
        }
    }

    /// <summary>Removes the fault of this name if there is one; what it holds up goes on.</summary>
    public bool Remove(string name)
    {
        lock (_gate)
        {
            var plan = _plan.At(_time.GetUtcNow());
            var found = plan.Find(name) is not null;
            Take(plan.Remove(name));
            return found;
        }
    }

    /// <summary>Removes them all.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            foreach (var name in _present.Keys.ToList()) Take(_plan.Remove(name));
        }
    }

    /// <summary>What happens to an event, in this order.</summary>
    internal ImmutableArray<FaultStrike> Decide(FaultPoint point, in FaultContext context)
    {
        lock (_gate)
        {
            var (plan, struck) = _plan.Decide(point, context, _time.GetUtcNow());
            Take(plan);
            return struck.IsEmpty ? [] : [.. struck.Select(fault => new FaultStrike(fault, _present[fault.Name].Token))];
        }
    }

    /// <summary>A wrong certificate of one of the two services.</summary>
    internal X509Certificate2 Certificate(CertificateFlaw flaw, Func<TenantCertificates, ServiceCertificates> service) =>
        service(_certificates ?? throw new InvalidOperationException("this tenant has no authority to sign a wrong certificate")).Flawed(flaw);

    private void Take(FaultPlan plan)
    {
        _plan = plan;
        if (plan.Faults.Length < _present.Count)
        {
            foreach (var (name, end) in _present.Where(one => plan.Find(one.Key) is null).ToList())
            {
                _present.Remove(name);
                // Whoever waits goes on elsewhere, not in here; nothing has to be disposed of once it was cancelled.
                _ = end.CancelAsync();
            }
        }
        _any = !plan.Faults.IsEmpty;
    }
}
