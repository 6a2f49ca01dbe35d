namespace IseMail.VirtualTime.Clusters;

/// <summary>How good the ways between nodes are. Whole unless something was done to them.</summary>
internal sealed class VirtualLinks
{
    private readonly Dictionary<(int From, int To), LinkState> _broken = [];

    /// <summary>Whether all are whole.</summary>
    public bool AreWhole => _broken.Count == 0;

    /// <summary>How good the way from one node to another is.</summary>
    public LinkState this[int from, int to]
    {
        get => from != to && _broken.TryGetValue((from, to), out var state) ? state : LinkState.Whole;
        set
        {
            if (value == LinkState.Whole) _broken.Remove((from, to));
            else _broken[(from, to)] = value;
        }
    }

    /// <summary>Whether each hears the other.</summary>
    public bool Meet(int one, int other) => AreWhole || (!this[one, other].IsCut && !this[other, one].IsCut);

    /// <summary>All are whole.</summary>
    public void Heal() => _broken.Clear();
}

/// <summary>How good a way from one node to another is.</summary>
/// <param name="IsCut">Whether nothing arrives.</param>
/// <param name="Delay">How much longer a message takes.</param>
/// <param name="Loss">The probability with which a message is lost, 0 to 1.</param>
internal readonly record struct LinkState(bool IsCut, TimeSpan Delay, double Loss)
{
    public static LinkState Whole => default;

    public static LinkState Cut { get; } = new(true, TimeSpan.Zero, 0);
}
