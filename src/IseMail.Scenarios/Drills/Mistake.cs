using System.Collections.Immutable;
using IseMail.Domain.Diagnosis;
using IseMail.Domain.Settings;
using IseMail.Domain.Tenants.Cmdlets;

namespace IseMail.Scenarios.Drills;

/// <summary>A step of Cisco document 225520 done wrong, and done right again.</summary>
/// <param name="Cause">What the diagnosis calls it.</param>
public sealed record Mistake(KnownCause Cause)
{
    /// <summary>Cmdlets that make it in the tenant.</summary>
    public ImmutableArray<CmdletCall> Make { get; init; } = [];

    /// <summary>Cmdlets that mend it.</summary>
    public ImmutableArray<CmdletCall> Mend { get; init; } = [];

    /// <summary>What is filled into the SMTP server page wrongly; <c>null</c>: nothing.</summary>
    public Func<SmtpServerSettings, SmtpServerSettings>? Page { get; init; }

    /// <summary>A secret to fill in, in place of the right one; <c>null</c>: the right one.</summary>
    public string? Secret { get; init; }

    /// <summary>Whether the secret is one that has expired already.</summary>
    public bool ExpiredSecret { get; init; }

    /// <summary>What is wrong in the network of the node that tests; <c>null</c>: nothing.</summary>
    public NodePathSettings? Network { get; init; }

    /// <summary>That network when it is mended; <c>null</c>: there is nothing particular about it then.</summary>
    public NodePathSettings? MendedNetwork { get; init; }

    /// <summary>What becomes of the trusted certificates store; <c>null</c>: it stays as it is.</summary>
    public Func<ImmutableArray<TrustedCertificate>, ImmutableArray<TrustedCertificate>>? Store { get; init; }

    /// <summary>A host to which the proxy opens no tunnel; <c>null</c>: it opens all it should.</summary>
    public string? RefusedByProxy { get; init; }
}
