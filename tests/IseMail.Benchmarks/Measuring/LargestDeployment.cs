namespace IseMail.Benchmarks.Measuring;

/// <summary>The largest deployment that ISE has, with no limit on what it sends.</summary>
internal static class LargestDeployment
{
    /// <summary>Its topology file's text.</summary>
    public const string Topology = """
        name: largest
        model: large
        nodes:
          - { name: pan-1, personas: [pan], primary: [pan] }
          - { name: pan-2, personas: [pan] }
          - { name: mnt-1, personas: [mnt], primary: [mnt] }
          - { name: mnt-2, personas: [mnt] }
          - { name: "psn-{1..50}", personas: [psn] }
        mail: { sender: { budget: unlimited } }
        tenant: { limits: none }
        """;
}
