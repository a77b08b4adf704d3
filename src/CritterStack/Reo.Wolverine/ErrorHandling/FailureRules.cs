namespace Wolverine.ErrorHandling;

/// <summary>What takes rules about failing messages.</summary>
public interface IWithFailurePolicies
{
    FailureRuleCollection Failures { get; }
}

public sealed class FailureRuleCollection
{
    private readonly List<FailureRule> _rules = [];

    internal void Add(FailureRule rule) => _rules.Add(rule);

    /// <summary>What the first rule that matches says about this attempt; after its last word a message goes to the dead letters.</summary>
    internal FailureAction? Decide(Exception exception, int attempt)
    {
        foreach (var rule in _rules)
        {
            if (rule.Matches(exception))
                return attempt <= rule.Actions.Count ? rule.Actions[attempt - 1] : FailureAction.DeadLetter;
        }

        return null;
    }
}

internal sealed class FailureRule(Func<Exception, bool> matches)
{
    private Func<Exception, bool> _matches = matches;

    /// <summary>The first element is for the first attempt, and so on.</summary>
    public List<FailureAction> Actions { get; } = [];

    public bool Matches(Exception exception) => _matches(exception);

    public void Widen(Func<Exception, bool> alternative)
    {
        var earlier = _matches;
        _matches = exception => earlier(exception) || alternative(exception);
    }
}

internal enum FailureActionKind
{
    Retry,
    Requeue,
    Schedule,
    Discard,
    DeadLetter,
}

internal sealed record FailureAction(FailureActionKind Kind, TimeSpan Delay = default)
{
    public static readonly FailureAction DeadLetter = new(FailureActionKind.DeadLetter);
}
