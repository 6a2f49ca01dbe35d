using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using IseMail.Domain.Deployments;
using IseMail.Domain.Settings;
using IseMail.Scenarios.Topologies;
using IseMail.Scenarios.Yaml;

namespace IseMail.Scenarios.Tests.Topologies;

public sealed class SecretCheckTests : IDisposable
{
    private const string Unset = "ISEMAIL_TEST_UNSET_VARIABLE";
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("isemail-secrets-");

    public void Dispose() => _directory.Delete(recursive: true);

    [Fact]
    public async Task A_missing_secret_file_is_told_at_the_key_that_names_it() =>
        (await MissingAsync("{ file: client-secret }")).ShouldBe([$"10:7: there is no file {In("client-secret")}; a file whose first line is the secret"]);

    [Fact]
    public async Task An_empty_secret_file_is_told_at_the_key_that_names_it()
    {
        await File.WriteAllTextAsync(In("client-secret"), "\nsecond line\n");
        (await MissingAsync("{ file: client-secret }")).ShouldBe([$"10:7: the first line of {In("client-secret")} is empty; a file whose first line is the secret"]);
    }

    [Fact]
    public async Task A_file_without_lines_is_not_taken_for_a_secret()
    {
        await File.WriteAllBytesAsync(In("client-secret"), new byte[100_000]);
        (await MissingAsync("{ file: client-secret }")).ShouldHaveSingleItem().ShouldContain("is longer than");
    }

    [Fact]
    public async Task A_directory_in_the_place_of_a_secret_file_is_told()
    {
        _directory.CreateSubdirectory("client-secret");
        (await MissingAsync("{ file: client-secret }")).ShouldBe([$"10:7: {In("client-secret")} is a directory; a file whose first line is the secret"]);
    }

    [Fact]
    public async Task A_variable_that_is_not_set_is_told_at_the_key_that_names_it() =>
        (await MissingAsync($"{{ environment: {Unset} }}")).ShouldBe([$"10:7: the environment variable {Unset} is not set; the secret as its value"]);

    [Fact]
    public async Task A_secret_that_is_there_is_no_problem_and_is_not_told()
    {
        await File.WriteAllTextAsync(In("client-secret"), "hunter2\n");
        (await MissingAsync("{ file: client-secret }")).ShouldBeEmpty();
    }

    [Fact]
    public async Task Authorities_that_are_missing_or_hold_no_certificate_are_told_each_at_its_entry()
    {
        await File.WriteAllTextAsync(In("client-secret"), "hunter2\n");
        await File.WriteAllTextAsync(In("empty.pem"), "hello\n");
        await File.WriteAllTextAsync(In("broken.pem"), "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n");
        await File.WriteAllTextAsync(In("right.pem"), Certificate());

        (await MissingAsync("{ file: client-secret }", "[none.pem, empty.pem, broken.pem, right.pem]")).ShouldBe(
        [
            $"12:13: there is no file {In("none.pem")}; a PEM file with certificates",
            $"12:23: {In("empty.pem")}: the file holds no certificate in PEM form; a PEM file with certificates",
            $"12:34: {In("broken.pem")}: a certificate of the file is damaged; a PEM file with certificates",
        ]);
    }

    [Fact]
    public async Task The_database_and_the_tenants_applications_and_users_are_asked_about_too()
    {
        var missing = await LinesAsync($$"""
            model: standalone
            nodes: [{ name: a, personas: [pan, mnt, psn], primary: [pan, mnt] }]
            storage:
              postgresql:
                connectionString: { environment: {{Unset}} }
            tenant:
              applications:
                - { name: right }
                - { name: wrong, clientId: 00000000-0000-0000-0000-0000000000c2, secret: { file: none } }
              mailboxes:
                - { address: ise@contoso.example, password: { environment: {{Unset}} } }
            """);

        missing.ShouldBe(
        [
            $"5:5: the environment variable {Unset} is not set; the secret as its value",
            $"9:70: there is no file {In("none")}; a file whose first line is the secret",
            $"11:39: the environment variable {Unset} is not set; the secret as its value",
        ]);
    }

    [Fact]
    public async Task The_proxys_password_is_asked_about_on_both_sides_and_once_for_a_range_of_nodes()
    {
        var missing = await LinesAsync($$"""
            model: medium
            nodes:
              - { name: a, personas: [pan, mnt], primary: [pan, mnt] }
              - { name: "psn-{1..3}", personas: [psn], network: { proxy: { host: p, port: 1, login: { userName: u, password: { file: none } } } } }
            tenant:
              proxy: { login: { userName: u, password: { environment: {{Unset}} } } }
            """);

        missing.ShouldBe(
        [
            $"4:104: there is no file {In("none")}; a file whose first line is the secret",
            $"6:34: the environment variable {Unset} is not set; the secret as its value",
        ]);
    }

    [Fact]
    public async Task The_embedded_tenant_lacks_nothing() =>
        (await SecretCheck.MissingAsync(await TopologyFile.ReadAsync(TopologyFolder.File("large"), CancellationToken.None), CancellationToken.None)).ShouldBeEmpty();

    [Fact]
    public async Task Relative_paths_start_from_the_files_own_directory()
    {
        var reading = await ReadAsync(Topology("{ file: secrets/client }", "[../ca.pem, /etc/ca.pem]") + "storage: { sqlite: ./data }\n");

        var server = reading.Value!.Mail.Server!;
        server.OAuth!.ClientSecret.ShouldBe(new SecretSource.File(In("secrets", "client")));
        reading.Value.Mail.Trusted.Select(file => file.Path).ShouldBe([Path.Combine(_directory.Parent!.FullName, "ca.pem"), Path.GetFullPath("/etc/ca.pem")]);
        reading.Value.Storage.ShouldBe(new StorageSettings.Sqlite(In("data")));
    }

    private static string Topology(string secret, string authorities = "[]") => $$"""
        model: standalone
        nodes: [{ name: a, personas: [pan, mnt, psn], primary: [pan, mnt] }]
        mail:
          server:
            host: smtp.example.org
            mailbox: ise@example.org
            oauth:
              tenantId: example.org
              clientId: c
              clientSecret: {{secret}}
              authority: https://login.example.org/t
          trusted: {{authorities}}

        """;

    private static string Certificate()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var certificate = new CertificateRequest("CN=test", key, HashAlgorithmName.SHA256).CreateSelfSigned(DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddYears(100));
        return certificate.ExportCertificatePem();
    }

    private string In(params string[] parts) => Path.Combine([_directory.FullName, .. parts]);

    private Task<IEnumerable<string>> MissingAsync(string secret, string authorities = "[]") => LinesAsync(Topology(secret, authorities));

    private async Task<IEnumerable<string>> LinesAsync(string text)
    {
        var reading = await ReadAsync(text);
        reading.Problems.ShouldBeEmpty();
        return (await SecretCheck.MissingAsync(reading, CancellationToken.None)).Select(problem => problem.ToString()[(In("t.yaml").Length + 1)..]);
    }

    private async Task<Reading<Topology>> ReadAsync(string text)
    {
        await File.WriteAllTextAsync(In("t.yaml"), text);
        return await TopologyFile.ReadAsync(In("t.yaml"), CancellationToken.None);
    }
}
