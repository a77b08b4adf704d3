using JasperFx;
using Marten.Exceptions;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Reo.Dashboard;

/// <summary>What a page says when something did not work: what happened, and what to do.</summary>
public sealed record Failure(string Title, string Advice)
{
    public static Failure Of(Exception exception, ILogger log)
    {
        switch (exception)
        {
            case ProblemException mistake:
                return new Failure(mistake.Problem.Title ?? "Not possible", mistake.Problem.Detail ?? "");
            case NotAllowedException:
                return new Failure("Not allowed", "Your role in this tenant does not allow it, or you were signed out. Sign in again, or ask an Admin.");
            case ConcurrencyException or DocumentAlreadyExistsException or ExistingStreamIdCollisionException:
                return new Failure("Changed meanwhile", "Somebody else changed the same thing at the same moment, and nothing of yours was stored. Look at it again and repeat.");
            case var outage when IsOutage(outage):
                return new Failure("Database unavailable", "Nothing was changed. Try again shortly.");
            default:
                DashboardLog.LogFailed(log, exception);
                return new Failure("That did not work", "It was logged. Try again; if it stays, ask whoever runs this installation to look at the log.");
        }
    }

    private static bool IsOutage(Exception? exception)
    {
        for (; exception is not null; exception = exception.InnerException)
        {
            if (exception is NpgsqlException { IsTransient: true })
                return true;
        }

        return false;
    }
}

internal static partial class DashboardLog
{
    [LoggerMessage(LogLevel.Error, "A page failed")]
    public static partial void LogFailed(ILogger log, Exception exception);
}
