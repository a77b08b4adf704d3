namespace Wolverine.Runtime;

/// <summary>What was published and waits for the commit that stores it.</summary>
internal sealed class Outgoing
{
    private readonly List<Envelope> _waiting = [];

    public IReadOnlyList<Envelope> Waiting => _waiting;

    public void Add(IEnumerable<Envelope> envelopes) => _waiting.AddRange(envelopes);

    /// <summary>The commit has happened: what it stored is to be sent.</summary>
    public Envelope[] TakeStored()
    {
        var envelopes = _waiting.ToArray();
        _waiting.Clear();
        return envelopes;
    }
}
