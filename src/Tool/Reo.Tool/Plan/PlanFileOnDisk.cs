using System.CommandLine;
using System.Text;
using Reo.PlanFile;

namespace Reo.Tool.Plan;

/// <summary><c>reo.metrics.txt</c> where the product has it.</summary>
internal static class PlanFileOnDisk
{
    private static readonly UTF8Encoding _utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    public static Option<string?> FileOption { get; } = new("--file")
    {
        Description = $"The plan file [default: {PlanDocument.FileName} here, or in the nearest folder above]",
        HelpName = "path",
    };

    /// <summary>The file that is there.</summary>
    public static string Find(ParseResult parse)
    {
        if (parse.GetValue(FileOption) is { } named)
            return File.Exists(named) ? named : throw new CannotException($"There is no {named}: run reo init --file {named}.");

        for (var folder = new DirectoryInfo(Directory.GetCurrentDirectory()); folder is not null; folder = folder.Parent)
        {
            var file = Path.Combine(folder.FullName, PlanDocument.FileName);
            if (File.Exists(file))
                return file;
        }

        throw new CannotException($"There is no {PlanDocument.FileName} here or in a folder above: run reo init.");
    }

    public static PlanDocument Read(string file)
    {
        try
        {
            return PlanDocument.Parse(_utf8.GetString(File.ReadAllBytes(file)));
        }
        catch (DecoderFallbackException)
        {
            throw new CannotException($"{file} is not UTF-8: save it as UTF-8 first.");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CannotException($"{file} cannot be read: {e.Message.TrimEnd('.')}.");
        }
    }

    /// <summary>The old content stays until the new one is there as a whole.</summary>
    public static void Write(string file, PlanDocument plan)
    {
        if (Path.GetDirectoryName(Path.GetFullPath(file)) is { } folder && !Directory.Exists(folder))
            throw new CannotException($"{file} cannot be written: there is no folder {folder}.");

        var beside = $"{file}.{Environment.ProcessId}.tmp";
        try
        {
            File.WriteAllBytes(beside, _utf8.GetBytes(plan.ToString()));
            File.Move(beside, file, overwrite: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            File.Delete(beside);
            throw new CannotException($"{file} cannot be written: {e.Message.TrimEnd('.')}.");
        }
    }

    public static PlanDocument Pulled(this PlanDocument plan, PlanDocument server) =>
        plan.Pulled(server.Tenant!, server.Version!.Value, server.ETag!, server.Metrics.Select(line => line.Metric!));
}
