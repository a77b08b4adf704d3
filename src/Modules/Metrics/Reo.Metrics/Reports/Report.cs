using System.Runtime.CompilerServices;
using Npgsql;

namespace Reo.Metrics.Reports;

/// <summary>One question, ready to be asked of any tenant, as often as one likes.</summary>
/// <param name="Name">For people and file names.</param>
/// <param name="Question">What was asked, absent parameters filled in: stands before the rows in JSON.</param>
/// <param name="Columns">Of each row, in order; its values are of their kinds.</param>
/// <param name="Events">What it is made from.</param>
/// <param name="Rows">
/// The answer from a source, as it comes from the database: an array holds its row only until the next one is asked for.
/// </param>
internal sealed record Report(
    string Name,
    IReadOnlyList<(string Name, object Value)> Question,
    ReportColumn[] Columns,
    KnownEvents Events,
    Func<ReportSource, CancellationToken, IAsyncEnumerable<ReportValue[]>> Rows)
{
    /// <summary>The rows of a query whose columns are those of the report.</summary>
    public static async IAsyncEnumerable<ReportValue[]> ReadAsync(
        ReportColumn[] columns, NpgsqlCommand command, [EnumeratorCancellation] CancellationToken cancellation)
    {
        await using var _ = command;
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        var isOver = false;
        try
        {
            var row = new ReportValue[columns.Length];
            while (await reader.ReadAsync(cancellation))
            {
                for (var i = 0; i < columns.Length; i++)
                    row[i] = columns[i].Read(reader, i);
                yield return row;
            }

            isOver = true;
        }
        finally
        {
            // Closing a reader reads it to its end.
            if (!isOver)
                command.Cancel();
        }
    }
}
