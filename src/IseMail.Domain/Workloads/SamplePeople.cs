using System.Globalization;
using IseMail.Domain.Notices;

namespace IseMail.Domain.Workloads;

/// <summary>People of a sample company who do not exist; a number always names the same ones.</summary>
/// <param name="recipients">Domain of everybody's address.</param>
internal sealed class SamplePeople(string recipients)
{
    private static readonly string[] FirstNames = ["Ada", "Blaise", "Carl", "Dorothy", "Edsger", "Frances", "Grace", "Hedy"];
    private static readonly string[] LastNames = ["Abel", "Banach", "Cauchy", "Dirichlet", "Euler", "Fermat", "Gauss", "Hilbert", "Ising", "Jacobi", "Klein"];

    public static string FirstName(long number) => FirstNames[number % FirstNames.Length];

    public static string LastName(long number) => LastNames[number % LastNames.Length];

    public static string SponsorName(long number) => $"Sponsor {SponsorNumber(number)}";

    public EmailAddress Sponsor(long number) => Address($"sponsor-{SponsorNumber(number)}");

    public EmailAddress Address(string local) => new($"{local}@{recipients}");

    private static string SponsorNumber(long number) => (number % 5 + 1).ToString(CultureInfo.InvariantCulture);
}
