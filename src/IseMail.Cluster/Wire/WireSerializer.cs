using System.Runtime.Serialization;
using System.Text.Json;
using Akka.Actor;
using Akka.Serialization;

namespace IseMail.Cluster.Wire;

/// <summary>
/// Writes what <see cref="WireManifests"/> lists as JSON, for the wire and the journal. A manifest that is not listed is
/// refused: no type is ever made because its name came over the wire.
/// </summary>
public sealed class WireSerializer(ExtendedActorSystem system) : SerializerWithStringManifest(system)
{
    /// <summary>The serializer's number on the wire and in journals; never to be changed.</summary>
    public const int WireIdentifier = 7421;

    /// <inheritdoc/>
    public override int Identifier => WireIdentifier;

    /// <summary>Every type it serializes.</summary>
    public static IReadOnlyCollection<Type> Types => WireManifests.Manifests.Keys;

    /// <inheritdoc/>
    public override string Manifest(object o) => WireManifests.Manifests.TryGetValue(o.GetType(), out var manifest)
        ? manifest
        : throw new SerializationException($"{o.GetType().Name} is not a type that travels");

    /// <inheritdoc/>
    public override byte[] ToBinary(object obj) => JsonSerializer.SerializeToUtf8Bytes(obj, obj.GetType(), WireJson.Options);

    /// <inheritdoc/>
    /// <exception cref="SerializationException">The manifest is not listed, or the bytes are not what it promises.</exception>
    public override object FromBinary(byte[] bytes, string manifest)
    {
        if (!WireManifests.Types.TryGetValue(manifest, out var type)) throw new SerializationException("a manifest that is not listed");
        try
        {
            return JsonSerializer.Deserialize(bytes, type, WireJson.Options) ?? throw new SerializationException($"nothing where {manifest} should be");
        }
        catch (JsonException malformed)
        {
            throw new SerializationException($"{manifest} is malformed at {malformed.Path}", malformed);
        }
    }
}
