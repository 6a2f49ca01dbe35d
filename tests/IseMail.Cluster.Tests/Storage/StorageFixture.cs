namespace IseMail.Cluster.Tests.Storage;

/// <summary>The PostgreSQL server of all tests of this collection, started when the first of them needs it.</summary>
public sealed class StorageFixture : IAsyncLifetime
{
    private readonly Lazy<Task<PostgreSqlServer>> _server = new(PostgreSqlServer.CreateAsync);

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        if (_server.IsValueCreated) await (await _server.Value).DisposeAsync();
    }

    /// <summary>A new, empty database.</summary>
    public async Task<string> DatabaseAsync() => await (await _server.Value).DatabaseAsync();

    /// <summary>The password that must be seen nowhere.</summary>
    public async Task<string> PasswordAsync() => (await _server.Value).Password;
}

[CollectionDefinition(Name)]
public sealed class StorageTests : ICollectionFixture<StorageFixture>
{
    public const string Name = "storage";
}
