namespace IseMail.Domain.Deployments;

/// <summary>What a node does in a deployment. A node may carry several (Cisco ISE Deployment OpenAPI).</summary>
public enum Persona
{
    /// <summary>Policy administration: configuration, guest accounts, password policies.</summary>
    Pan,

    /// <summary>Monitoring and troubleshooting: log collection and alarms.</summary>
    Mnt,

    /// <summary>Policy service: RADIUS, and the guest and sponsor portals.</summary>
    Psn,
}

/// <summary>The names personas go by outside the program: topology files, cluster roles, logs.</summary>
public static class PersonaNames
{
    /// <summary>The persona's name in a topology file, which is also its Akka.Cluster role.</summary>
    public static string Role(this Persona persona) => persona switch
    {
        Persona.Pan => "pan",
        Persona.Mnt => "mnt",
        Persona.Psn => "psn",
        _ => throw new ArgumentOutOfRangeException(nameof(persona), persona, "no such persona"),
    };

    /// <summary>What ISE calls the node that has the persona's duties; of PSNs each has its own portals'.</summary>
    public static string Holder(this Persona persona) => persona switch
    {
        Persona.Pan => "primary PAN",
        Persona.Mnt => "active MnT",
        _ => "PSN",
    };
}
