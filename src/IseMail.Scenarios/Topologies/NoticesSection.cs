using IseMail.Domain.Settings;
using IseMail.Scenarios.Yaml;

namespace IseMail.Scenarios.Topologies;

/// <summary>Reads what a deployment mails and why: people, passwords, alarms, guests, texts.</summary>
internal static class NoticesSection
{
    public static NoticeSettings Read(KeyReader root)
    {
        var templates = new TemplateFiles();
        var passwords = PeopleSection.Policies(root, templates);
        var administrators = PeopleSection.Administrators(root, passwords.Zone);
        var users = PeopleSection.InternalUsers(root, passwords.Zone);
        var alarms = AlarmsSection.Read(root, templates);
        var guests = GuestsSection.Read(root, templates);
        return new NoticeSettings(administrators, users, passwords, alarms, guests, templates.All);
    }
}
