using System.Collections.Immutable;
using CsCheck;
using IseMail.Domain.Notices;
using IseMail.Domain.Tenants.Cmdlets;
using static IseMail.Domain.Tests.Tenants.TenantDirectories;

namespace IseMail.Domain.Tests.Tenants;

public sealed class CmdletTests
{
    private static readonly string[] Values =
    [
        Mailbox, "alarms@contoso.example", "nobody@contoso.example", "new@contoso.onmicrosoft.com", App.ToString(), Principal.ToString(), "33333333-0000-4000-8000-000000000001",
        "true", "$false", "$null", "0", "1", "500", "35MB", "2027-03-15", "00:10:00", "FullAccess", "SendAs", "Delay", "Challenge", "Application SMTP.SendAsApp", "SMTP.SendAsApp", "x", "", "a\nb",
    ];

    private static readonly Gen<CmdletCall> AnyCall = Gen.Select(
        Gen.Int[0, CmdletCatalogue.All.Length - 1], Gen.Int[0, Values.Length - 1].Array[12], Gen.Bool.Array[12],
        (which, values, given) =>
        {
            var cmdlet = CmdletCatalogue.All[which];
            return new CmdletCall(cmdlet.Name, cmdlet.Parameters.Index().Where(one => one.Item.Required || given[one.Index])
                .ToImmutableDictionary(one => one.Item.Name, one => Values[values[one.Index]], StringComparer.OrdinalIgnoreCase));
        });

    [Fact]
    public void Whatever_is_run_in_whatever_order_is_refused_in_one_line_or_leaves_a_directory_that_services_can_use() =>
        AnyCall.Array[1, 40].Sample(
            calls =>
            {
                var surroundings = Surroundings();
                var directory = Standard;
                foreach (var call in calls)
                {
                    switch (CmdletCatalogue.Run(directory, call, surroundings))
                    {
                        case CmdletOutcome.Done done:
                            if (CmdletCatalogue.Find(call.Name)!.OnlyReads) done.Directory.ShouldBeSameAs(directory);
                            directory = done.Directory;
                            break;
                        case CmdletOutcome.Refused refused:
                            refused.Text.ShouldNotContain('\n');
                            refused.Text.Length.ShouldBeGreaterThan(20);
                            break;
                    }
                    directory.Inconsistency().ShouldBeNull(call.Name);
                    directory.View().Directory.Permissions.ShouldBeSameAs(directory.Permissions);
                }
            },
            iter: 2_000);

    [Theory]
    [InlineData("get-moon", "The term 'get-moon' is not recognized as a name of a cmdlet, function, script file, or executable program.")]
    [InlineData("new-service-principal -AppId 11111111-0000-4000-8000-000000000009", "Cannot process command because of one or more missing mandatory parameters: ObjectId.")]
    [InlineData("get-user -Colour red", "A parameter cannot be found that matches parameter name 'Colour'.")]
    [InlineData("new-service-principal -AppId x -ObjectId y", "Cannot process argument transformation on parameter 'AppId'. Cannot convert value \"x\" to \"System.Guid\".")]
    [InlineData("get-mailbox -Identity nobody@contoso.example", "The operation couldn't be performed because object 'nobody@contoso.example' couldn't be found on 'contoso.example'.")]
    [InlineData("set-mailbox -Identity ise-mail@contoso.example -RecipientLimits 1001", "Cannot process argument transformation on parameter 'RecipientLimits'. Cannot convert value \"1001\" to a whole number from 1 to 1000.")]
    [InlineData("add-mailbox-permission -Identity ise-mail@contoso.example -User ghost", "The operation couldn't be performed because object 'ghost' couldn't be found on 'contoso.example'.")]
    [InlineData("add-mailbox-permission -Identity ise-mail@contoso.example -User 11111111-0000-4000-8000-000000000001 -AccessRights ReadPermission", "Cannot process argument transformation on parameter 'AccessRights'. Cannot convert value \"ReadPermission\" to one of FullAccess.")]
    [InlineData("grant-admin-consent -AppId 11111111-0000-4000-8000-000000000009", "Resource '11111111-0000-4000-8000-000000000009' does not exist or one of its queried reference-property objects are not present.")]
    [InlineData("new-user -UserPrincipalName ISE-mail@contoso.example", "Another object with the same value for property userPrincipalName already exists.")]
    [InlineData("remove-recipient-permission -Identity ise-mail@contoso.example -Trustee alarms@contoso.example", "Cannot remove ACE on object \"ise-mail@contoso.example\" for account \"alarms@contoso.example\" because it is not present.")]
    public void A_cmdlet_that_cannot_be_carried_out_is_refused_in_the_words_of_the_real_one(string line, string words) =>
        Run(Standard, line).ShouldBe(new CmdletOutcome.Refused(words));

    [Fact]
    public void A_password_that_cannot_be_taken_is_not_repeated() =>
        Run(Standard, $"update-user -UserId {Mailbox} -Password hunter2\u0007").ShouldBeOfType<CmdletOutcome.Refused>().Text.ShouldNotContain("hunter2");

    [Fact]
    public void A_secret_is_shown_when_it_is_made_and_never_again()
    {
        var made = Run(Standard, $"add-application-password -AppId {App}").ShouldBeOfType<CmdletOutcome.Done>();
        made.Output.Objects.ShouldHaveSingleItem().Properties.Select(one => one.Name).ShouldBe(["DisplayName", "EndDateTime", "KeyId", "SecretText"]);
        var after = made.Directory;
        foreach (var cmdlet in CmdletCatalogue.All.Where(one => one.OnlyReads))
        {
            var asked = cmdlet.Parameters.Where(one => one.Required).Aggregate(cmdlet.Name, (line, one) => $"{line} -{one.Name} {(one.Kind == ParameterKind.Guid ? App.ToString() : Mailbox)}");
            var shown = Run(after, asked).ShouldBeOfType<CmdletOutcome.Done>(asked).Output.Objects.SelectMany(one => one.Properties).Select(one => $"{one.Value}");
            shown.ShouldNotContain(value => value.Contains("made-", StringComparison.Ordinal), asked);
        }
        after.Application(App)!.Secrets[1].ToString().ShouldNotContain("made-");
    }

    [Fact]
    public void What_a_file_leaves_out_of_its_secrets_stays()
    {
        var before = Standard.After($"add-application-password -AppId {App}", $"update-user -UserId {Mailbox} -Password right");
        var file = Standard with { Applications = [Standard.Applications[0] with { Secrets = [], DisplayName = "ISE at headquarters" }] };
        var after = before.ReplacedBy(file);
        after.Application(App)!.DisplayName.ShouldBe("ISE at headquarters");
        after.Application(App)!.Secrets.ShouldBe(before.Application(App)!.Secrets);
        after.User(new EmailAddress(Mailbox))!.Password.ShouldNotBeNull();
    }
}
