using JasperFx.Events;
using Marten.Events.Aggregation;

namespace Reo.CritterStack.Conformance.Daemon;

internal sealed class Account
{
    public string Id { get; set; } = "";

    public string? Owner { get; set; }

    public int Balance { get; set; }

    public int Version { get; set; }
}

/// <summary>A deposit of less than nothing is the event that nobody can apply.</summary>
internal sealed class AccountProjection : SingleStreamProjection<Account, string>
{
    public AccountProjection()
    {
        IncludeType<Opened>();
        IncludeType<Deposited>();
        IncludeType<Closed>();
    }

    public override Account? Evolve(Account? snapshot, string id, IEvent e)
    {
        switch (e.Data)
        {
            case Opened opened:
                return new Account { Owner = opened.Owner };
            case Deposited { Amount: < 0 } deposited:
                throw new InvalidOperationException($"A deposit of {deposited.Amount}");
            case Deposited deposited:
                snapshot ??= new Account();
                snapshot.Balance += deposited.Amount;
                return snapshot;
            case Closed:
                return null;
            default:
                return snapshot;
        }
    }
}
