using Marten;
using Npgsql;

namespace Reo.Metrics.Views;

/// <summary>
/// The definition of the views that this code has. The live ones may be of another: those of an older node until this code's are built, or
/// of a newer one that was started beside this.
/// </summary>
internal sealed record ViewsVersion(int Number)
{
    public const string Tables =
        """
        create table if not exists metrics.view_versions (schema_name text primary key, version integer not null);
        create or replace function metrics.require_views(required integer) returns void language plpgsql as
        $$
        begin
            perform from metrics.view_versions where schema_name = 'reports' and version = required for share;
            if not found then
                raise exception 'The live views are not of version %', required using errcode = 'object_not_in_prerequisite_state';
            end if;
        end
        $$;
        """;

    public static string Record(int version) =>
        $"""
        insert into metrics.view_versions (schema_name, version)
        values ('{ViewTables.LiveSchema}', {version})
        on conflict (schema_name) do update set version = excluded.version;
        """;

    /// <summary>Null when there are no views yet.</summary>
    public static async Task<int?> LiveAsync(NpgsqlConnection connection, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand($"select version from metrics.view_versions where schema_name = '{ViewTables.LiveSchema}'", connection);
        return await command.ExecuteScalarAsync(cancellation) as int?;
    }

    /// <summary>Fails when the live views are another's, and keeps them from becoming another's until the transaction ends.</summary>
    public void Require(IDocumentOperations operations) => operations.QueueNamed("select metrics.require_views(@version)", [new("version", Number)]);
}
