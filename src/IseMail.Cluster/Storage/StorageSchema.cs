namespace IseMail.Cluster.Storage;

/// <summary>
/// The tables of journals, snapshots and leases in PostgreSQL. For the first two, Akka.Persistence.Sql would make the same on its own, but for two things: without
/// a unique key two writers could both write a record of one number, and a sender that was replaced would never learn of
/// it; and systems that start at once trip over each other's tables.
/// </summary>
internal static class StorageSchema
{
    /// <summary>The table of journals; its name says whose it is in a database that others use too.</summary>
    public const string Journal = "isemail_journal";

    /// <summary>The table of snapshots.</summary>
    public const string Snapshots = "isemail_snapshot";

    /// <summary>The table of leases.</summary>
    public const string Leases = "isemail_lease";

    /// <summary>Makes what is missing in a PostgreSQL database.</summary>
    public static string PostgreSql => $"""
        CREATE TABLE IF NOT EXISTS {Journal} (
          ordering bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
          created bigint NOT NULL,
          deleted boolean NOT NULL,
          persistence_id text NOT NULL,
          sequence_number bigint NOT NULL,
          message bytea NOT NULL,
          tags text NULL,
          manifest text NULL,
          identifier integer NULL,
          writer_uuid text NULL,
          CONSTRAINT {Journal}_one_writer UNIQUE (persistence_id, sequence_number)
        );
        CREATE TABLE IF NOT EXISTS {Snapshots} (
          persistence_id text NOT NULL,
          sequence_number bigint NOT NULL,
          created bigint NOT NULL,
          snapshot bytea NULL,
          manifest text NULL,
          serializer_id integer NULL,
          CONSTRAINT {Snapshots}_key PRIMARY KEY (persistence_id, sequence_number)
        );
        CREATE TABLE IF NOT EXISTS {Leases} (
          name text PRIMARY KEY,
          owner text NOT NULL,
          until timestamptz NOT NULL
        );
        """;
}
