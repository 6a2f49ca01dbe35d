using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Reflection.PortableExecutable;
using System.Text.RegularExpressions;

namespace IseMail.Cli.Tests;

/// <summary>Virtual time has no rule of its own: it asks the same rules as live nodes and the live tenant, and says, limits and times nothing by itself.</summary>
public sealed partial class VirtualTimePolicyTests
{
    // What live nodes ask and virtual ones have no use for, by what it is about.
    private static readonly Dictionary<string, string[]> OfLiveTimeAlone = new(StringComparer.Ordinal)
    {
        ["texts: a mail in virtual time has the name of its template and a usual length"] = ["Notices.NoticeText", "Notices.ITextSeal"],
        ["secrets that people are given: nobody is told one in virtual time"] = ["Notices.ApprovalToken", "Notices.GuestPassword"],
        ["ports to MailKit, which virtual time has its own model of"] = ["Sending.ISubmissionConnection", "Sending.ISubmissionTransport", "Sending.OutgoingMail"],
        ["a real tenant's recipients: virtual time has none but the embedded one"] = ["Sending.RecipientAllowList"],
        ["the wording and the keeping of settings, which no mail depends on"] = ["Settings.IseMessages", "Settings.SettingsRegister", "Settings.TokenFacts"],
        ["certificates as files: which authority one is of is all that virtual time knows"] = ["Settings.TrustedCertificate"],
        ["the tenant's administration over HTTP"] = ["Faults.FaultPoints", "Faults.FaultText"],
        ["what the tenant's administrator looks up: nobody does in virtual time"] = ["Tenants.KeptTokenRequest", "Tenants.Masked"],
        ["a reply as octets on a line"] = ["Tenants.ExchangeReply"],
    };

    [Fact]
    public void Every_rule_that_live_nodes_and_the_live_tenant_ask_virtual_time_asks_too()
    {
        var live = RulesOf("IseMail.Cluster").Concat(RulesOf("IseMail.Tenant")).ToHashSet(StringComparer.Ordinal);
        var excused = OfLiveTimeAlone.Values.SelectMany(types => types).ToHashSet(StringComparer.Ordinal);
        live.Except(RulesOf("IseMail.VirtualTime")).Except(excused).Order(StringComparer.Ordinal).ShouldBeEmpty();
        excused.ShouldBeSubsetOf(live);
    }

    [Fact]
    public void Virtual_time_says_nothing_that_a_server_says()
    {
        // Constants of the core stand in whoever names them.
        Strings("IseMail.VirtualTime").Where(text => Said().IsMatch(text)).Except(Strings("IseMail.Domain")).ShouldBeEmpty();
        // What is looked for is what the core says.
        Strings("IseMail.Domain").Count(text => Said().IsMatch(text)).ShouldBeGreaterThan(30);
    }

    [Fact]
    public void Virtual_time_has_no_times_but_those_of_its_model()
    {
        var folder = Path.Combine(Solution.Folder, "src", "IseMail.VirtualTime");
        foreach (var file in Directory.GetFiles(folder, "*.cs", SearchOption.AllDirectories).Where(Solution.IsWritten))
        {
            if (Path.GetFileName(file) is "TimingModel.cs" or "PlantedDefect.cs") continue;
            Duration().Matches(File.ReadAllText(file)).Select(match => match.Value).ShouldBeEmpty(Path.GetRelativePath(folder, file));
        }
    }

    // Types of the core whose methods an assembly calls: what only holds values (getters, constructors, what records are given) decides nothing.
    private static HashSet<string> RulesOf(string assembly)
    {
        using var file = File.OpenRead(Assembly.Load(assembly).Location);
        using var reader = new PEReader(file);
        var metadata = reader.GetMetadataReader();
        var rules = new HashSet<string>(StringComparer.Ordinal);
        foreach (var handle in metadata.MemberReferences)
        {
            var member = metadata.GetMemberReference(handle);
            var name = metadata.GetString(member.Name);
            if (member.GetKind() != MemberReferenceKind.Method || !IsRule(name) || TypeOf(metadata, member.Parent) is not { } type) continue;
            rules.Add(type);
        }
        return rules;
    }

    private static bool IsRule(string method) => !method.StartsWith('.') && !method.StartsWith("get_", StringComparison.Ordinal) && !method.StartsWith("set_", StringComparison.Ordinal)
        && !method.StartsWith("op_", StringComparison.Ordinal) && !method.StartsWith('<') && method is not ("ToString" or "Equals" or "GetHashCode" or "Deconstruct" or "TryParse" or "CompareTo");

    private static string? TypeOf(MetadataReader metadata, EntityHandle handle)
    {
        switch (handle.Kind)
        {
            case HandleKind.TypeReference:
                var type = metadata.GetTypeReference((TypeReferenceHandle)handle);
                if (type.ResolutionScope.Kind == HandleKind.TypeReference) return TypeOf(metadata, type.ResolutionScope);
                var space = metadata.GetString(type.Namespace);
                return space.StartsWith("IseMail.Domain.", StringComparison.Ordinal) ? $"{space["IseMail.Domain.".Length..]}.{metadata.GetString(type.Name)}" : null;
            case HandleKind.TypeSpecification:
                var signature = metadata.GetBlobReader(metadata.GetTypeSpecification((TypeSpecificationHandle)handle).Signature);
                // A generic type of the core: its definition comes after ELEMENT_TYPE_GENERICINST and CLASS.
                return signature.ReadByte() == 0x15 && signature.ReadByte() == 0x12 ? TypeOf(metadata, signature.ReadTypeHandle()) : null;
            default:
                return null;
        }
    }

    private static List<string> Strings(string assembly)
    {
        using var file = File.OpenRead(Assembly.Load(assembly).Location);
        using var reader = new PEReader(file);
        var metadata = reader.GetMetadataReader();
        var strings = new List<string>();
        for (var handle = MetadataTokens.UserStringHandle(1); !handle.IsNil; handle = metadata.GetNextHandle(handle)) strings.Add(metadata.GetUserString(handle));
        return strings;
    }

    [GeneratedRegex(@"\A[2-5]\d\d[ -]|\b[245]\.\d{1,3}\.\d{1,3}\b(?!\.)|AADSTS\d", RegexOptions.None, 60_000)]
    private static partial Regex Said();

    [GeneratedRegex(@"TimeSpan\.From\w+\(\s*[\d.]+", RegexOptions.None, 60_000)]
    private static partial Regex Duration();
}
