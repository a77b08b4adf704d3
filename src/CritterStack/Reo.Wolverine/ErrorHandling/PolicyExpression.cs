namespace Wolverine.ErrorHandling;

public interface IFailureActions
{
    IAdditionalActions RetryOnce();

    IAdditionalActions RetryTimes(int attempts);

    /// <summary>Tries again in place, after these pauses.</summary>
    IAdditionalActions RetryWithCooldown(params TimeSpan[] delays);

    /// <summary>Puts the message at the back of its queue, until it was tried this often.</summary>
    IAdditionalActions Requeue(int maxAttempts = 3);

    /// <summary>Tries again later, after these delays; the message waits in the database.</summary>
    IAdditionalActions ScheduleRetry(params TimeSpan[] delays);

    IAdditionalActions Discard();

    IAdditionalActions MoveToErrorQueue();
}

public interface IAdditionalActions
{
    /// <summary>What to do at the attempts that follow.</summary>
    IFailureActions Then { get; }
}

public sealed class PolicyExpression : IFailureActions, IAdditionalActions
{
    private readonly FailureRule _rule;

    internal PolicyExpression(FailureRuleCollection rules, Func<Exception, bool> matches)
    {
        _rule = new FailureRule(matches);
        rules.Add(_rule);
    }

    IFailureActions IAdditionalActions.Then => this;

    public PolicyExpression Or<TException>() where TException : Exception => Or<TException>(_ => true);

    public PolicyExpression Or<TException>(Func<TException, bool> exceptionPredicate) where TException : Exception
    {
        _rule.Widen(exception => exception is TException typed && exceptionPredicate(typed));
        return this;
    }

    public IAdditionalActions RetryOnce() => RetryTimes(1);

    public IAdditionalActions RetryTimes(int attempts) => Add(FailureActionKind.Retry, Enumerable.Repeat(TimeSpan.Zero, attempts));

    public IAdditionalActions RetryWithCooldown(params TimeSpan[] delays) => Add(FailureActionKind.Retry, delays);

    public IAdditionalActions Requeue(int maxAttempts = 3) => Add(FailureActionKind.Requeue, Enumerable.Repeat(TimeSpan.Zero, maxAttempts - 1));

    public IAdditionalActions ScheduleRetry(params TimeSpan[] delays) => Add(FailureActionKind.Schedule, delays);

    public IAdditionalActions Discard() => Add(FailureActionKind.Discard, [TimeSpan.Zero]);

    public IAdditionalActions MoveToErrorQueue() => Add(FailureActionKind.DeadLetter, [TimeSpan.Zero]);

    private PolicyExpression Add(FailureActionKind kind, IEnumerable<TimeSpan> delays)
    {
        _rule.Actions.AddRange(delays.Select(delay => new FailureAction(kind, delay)));
        return this;
    }
}

public static class ErrorHandlingPolicyExtensions
{
    public static PolicyExpression OnAnyException(this IWithFailurePolicies policies) => new(policies.Failures, _ => true);

    public static PolicyExpression OnException<TException>(this IWithFailurePolicies policies) where TException : Exception =>
        new(policies.Failures, exception => exception is TException);

    public static PolicyExpression OnException<TException>(this IWithFailurePolicies policies, Func<TException, bool> exceptionPredicate)
        where TException : Exception =>
        new(policies.Failures, exception => exception is TException typed && exceptionPredicate(typed));
}
