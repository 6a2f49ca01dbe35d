namespace IseMail.Cluster.Storage;

/// <summary>A journal's file lays its records out in another way than this version. Nothing in it was changed.</summary>
public sealed class JournalLayoutException(string file)
    : IOException($"{file} was written by another version of this program, which lays records out in another way");
