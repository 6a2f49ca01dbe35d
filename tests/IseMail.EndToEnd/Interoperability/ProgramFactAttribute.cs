namespace IseMail.EndToEnd.Interoperability;

/// <summary>A test that needs a program of somebody else's, and says so where it is missing.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class ProgramFactAttribute : FactAttribute
{
    public ProgramFactAttribute(string program, string why)
    {
        if (NodeServer.Find(program) is null) Skip = $"{program} is not on the PATH; {why}";
    }
}
