using System.Reflection;
using Xunit.Sdk;

namespace IseMail.Cluster.Tests.Storage;

public enum StorageKind
{
    Sqlite,
    PostgreSql,
}

/// <summary>The promise is held on SQLite.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class OnSqliteAttribute : DataAttribute
{
    public override IEnumerable<object[]> GetData(MethodInfo testMethod) => [[StorageKind.Sqlite]];
}

/// <summary>The promise is held on PostgreSQL too, where a server can be started; elsewhere the test says that none can.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class OnPostgreSqlAttribute : DataAttribute
{
    public OnPostgreSqlAttribute() => Skip = PostgreSqlServer.Lack;

    public override IEnumerable<object[]> GetData(MethodInfo testMethod) => [[StorageKind.PostgreSql]];
}

/// <summary>A promise of PostgreSQL alone.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class PostgreSqlFactAttribute : FactAttribute
{
    public PostgreSqlFactAttribute() => Skip = PostgreSqlServer.Lack;
}
