namespace IseMail.Domain.Tenants;

/// <summary>
/// A directory that changes: seen by its administrators as it is, and by the services as of now or, where permissions take time to be in
/// effect, as of then. Not safe for several threads at once.
/// </summary>
public sealed class SpreadingDirectory
{
    private readonly Queue<(DateTimeOffset Due, ExchangePermissions Permissions)> _spreading = new();
    private TenantView _view;

    /// <summary>A directory of which all is in effect.</summary>
    public SpreadingDirectory(TenantDirectory directory)
    {
        Current = directory;
        _view = new TenantView(directory, directory.Permissions);
    }

    /// <summary>The directory as its administrators see it.</summary>
    public TenantDirectory Current { get; private set; }

    /// <summary>When the services will see another one by themselves; <c>null</c>: not without a change.</summary>
    public DateTimeOffset? Due => _spreading.TryPeek(out var next) ? next.Due : null;

    /// <summary>The directory as the services see it at <paramref name="now"/>.</summary>
    public TenantView View(DateTimeOffset now)
    {
        if (Due <= now) Show(now);
        return _view;
    }

    /// <summary>The directory is another one from <paramref name="now"/> on.</summary>
    public void Change(TenantDirectory next, DateTimeOffset now)
    {
        // A change does not overtake one that is under way, whatever the delay is by now.
        if (!ReferenceEquals(next.Permissions, Current.Permissions)) _spreading.Enqueue((now + next.Organization.PropagationDelay, next.Permissions));
        Current = next;
        Show(now);
    }

    private void Show(DateTimeOffset now)
    {
        var inEffect = _view.Directory.Permissions;
        while (_spreading.TryPeek(out var next) && next.Due <= now) inEffect = _spreading.Dequeue().Permissions;
        _view = new TenantView(Current, inEffect);
    }
}
