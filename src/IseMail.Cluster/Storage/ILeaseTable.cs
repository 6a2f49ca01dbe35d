using Akka.Actor.Setup;

namespace IseMail.Cluster.Storage;

/// <summary>The leases in the database that a deployment's nodes share: each has one owner, until its time runs out by the database's clock or it is given back.</summary>
public interface ILeaseTable
{
    /// <summary>Takes a lease, or renews it, unless it is another owner's whose time has not run out.</summary>
    /// <param name="lease">Its name.</param>
    /// <param name="owner">Who wants it.</param>
    /// <param name="term">For how long, from now on.</param>
    /// <param name="cancellationToken">Gives up; what is given up afterwards changes nothing in the table.</param>
    /// <returns>Who has it now.</returns>
    /// <exception cref="System.Data.Common.DbException">The database cannot be used.</exception>
    Task<string> TakeAsync(string lease, string owner, TimeSpan term, CancellationToken cancellationToken);

    /// <summary>Gives a lease back, if it is <paramref name="owner"/>'s.</summary>
    /// <exception cref="System.Data.Common.DbException">The database cannot be used.</exception>
    Task GiveBackAsync(string lease, string owner, CancellationToken cancellationToken);
}

/// <summary>Gives an actor system the table that its <see cref="DatabaseLease"/> stands in.</summary>
/// <param name="table">The table; its connection stays out of the settings, for it may hold a password.</param>
/// <param name="clock">By which a lease is renewed.</param>
public sealed class LeaseSetup(ILeaseTable table, TimeProvider clock) : Setup
{
    /// <summary>The table.</summary>
    public ILeaseTable Table { get; } = table;

    /// <summary>By which a lease is renewed.</summary>
    public TimeProvider Clock { get; } = clock;
}
