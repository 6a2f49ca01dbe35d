// Most of what these tests do is wait for clusters to agree, so more of them than there are processors go on at a time.
[assembly: CollectionBehavior(MaxParallelThreads = 3)]
