namespace IseMail.EndToEnd.Containers;

/// <summary>A test that needs a Docker engine with Compose and the base images, and says what is missing where it cannot run.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class ContainerFactAttribute : FactAttribute
{
    public ContainerFactAttribute() => Skip = ContainerEngine.Lack;
}
