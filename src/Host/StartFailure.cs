using Microsoft.AspNetCore.Connections;
using Reo.EmbeddedPostgres;
using Reo.Host.Database;

namespace Reo.Host;

/// <summary>What whoever starts the host can mend, in one sentence; null for a defect of ours, which keeps its stack trace.</summary>
internal static class StartFailure
{
    public static string? Explain(Exception failure) => failure switch
    {
        EmbeddedPostgresException or DatabaseRefusedException => failure.Message,
        IOException { InnerException: AddressInUseException } =>
            $"{failure.Message.TrimEnd('.')}. Stop the other program, or choose another address with --urls http://localhost:5081.",
        FormatException when failure.Message.StartsWith("Invalid url", StringComparison.Ordinal) =>
            $"{failure.Message} Give --urls an address like http://localhost:5080.",
        _ => null,
    };
}
