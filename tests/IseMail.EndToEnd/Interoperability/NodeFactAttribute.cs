namespace IseMail.EndToEnd.Interoperability;

/// <summary>A test that needs Node.js, and says so where there is none.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class NodeFactAttribute : FactAttribute
{
    public NodeFactAttribute()
    {
        if (NodeServer.Find("node") is null) Skip = "Node.js is not on the PATH; it runs the server that this test sends to";
    }
}
