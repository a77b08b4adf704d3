using System.Buffers;
using System.IO.Pipelines;

namespace Reo.Metrics.Reports;

/// <summary>Writes a report row by row, in one format.</summary>
internal interface IRowWriter
{
    void Begin(IBufferWriter<byte> output);

    void Row(ReportValue[] values, IBufferWriter<byte> output);

    void End(IBufferWriter<byte> output);
}

internal static class RowWriter
{
    private const int FlushAt = 32 * 1024;

    /// <summary>Writes all rows; what is not sent yet is never more than some kilobytes.</summary>
    /// <param name="writer">The format.</param>
    /// <param name="rows">Stands before its first row if <paramref name="hasRow"/>, else behind its last.</param>
    /// <param name="hasRow">Whether there is a first row.</param>
    /// <param name="output">Where to.</param>
    /// <param name="cancellation">Of whoever reads.</param>
    public static async Task WriteAsync(
        this IRowWriter writer, IAsyncEnumerator<ReportValue[]> rows, bool hasRow, PipeWriter output, CancellationToken cancellation)
    {
        writer.Begin(output);
        for (; hasRow; hasRow = await rows.MoveNextAsync())
        {
            writer.Row(rows.Current, output);
            if (output.UnflushedBytes >= FlushAt && (await output.FlushAsync(cancellation)).IsCompleted)
                return;
        }

        writer.End(output);
        await output.FlushAsync(cancellation);
    }
}
