using JasperFx.Events;
using Marten.Events.Aggregation;

namespace Reo.CritterStack.Conformance.Marten;

public sealed record AccountOpened(string Owner);

public sealed record MoneyPaidIn(decimal Amount);

public sealed record AccountClosed;

/// <summary>Kept as a document, in the transaction of each append.</summary>
public sealed class Account
{
    public string Id { get; set; } = "";

    public long Version { get; set; }

    public string Owner { get; set; } = "";

    public decimal Balance { get; set; }
}

public sealed class AccountProjection : SingleStreamProjection<Account, string>
{
    public AccountProjection()
    {
        IncludeType<AccountOpened>();
        IncludeType<MoneyPaidIn>();
        IncludeType<AccountClosed>();
    }

    public override Account? Evolve(Account? snapshot, string id, IEvent e)
    {
        snapshot ??= new Account { Id = id };
        switch (e.Data)
        {
            case AccountOpened opened:
                snapshot.Owner = opened.Owner;
                break;
            case MoneyPaidIn paid:
                snapshot.Balance += paid.Amount;
                break;
            case AccountClosed:
                return null;
        }

        return snapshot;
    }
}

/// <summary>Made from the events each time it is asked for.</summary>
public sealed class Statement
{
    public string Id { get; set; } = "";

    public long Version { get; set; }

    public int Payments { get; set; }
}

public sealed class StatementProjection : SingleStreamProjection<Statement, string>
{
    public StatementProjection()
    {
        IncludeType<AccountOpened>();
        IncludeType<MoneyPaidIn>();
    }

    public override Statement? Evolve(Statement? snapshot, string id, IEvent e)
    {
        snapshot ??= new Statement { Id = id };
        if (e.Data is MoneyPaidIn)
            snapshot.Payments++;
        return snapshot;
    }
}
