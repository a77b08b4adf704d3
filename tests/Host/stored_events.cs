using System.Reflection;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Reo.Host.Tests;

/// <summary>
/// What stands in the database is read for ever. StoredEvents has one file for every version of every event type that was ever stored,
/// named {alias}.{version}.json; a file is added for a new version, and never changed.
/// </summary>
public sealed partial class stored_events(HostFixture fixture) : IClassFixture<HostFixture>
{
    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "StoredEvents");

    public static TheoryData<string> Files => new(Directory.GetFiles(Folder).Select(file => Path.GetFileName(file)));

    [Fact]
    public void have_a_file_for_every_event_type_in_an_events_file_and_for_no_other()
    {
        var aliases = EventTypes().Select(type => AliasOf(type.Name)).ToList();

        aliases.ShouldBeUnique();
        Files.Select(file => file.Data.Split('.')[0]).Distinct().ShouldBe(aliases, ignoreOrder: true);
    }

    [Theory]
    [MemberData(nameof(Files))]
    public async Task are_read_by_todays_code_from_the_database(string file)
    {
        var alias = file.Split('.')[0];
        var type = EventTypes().Single(type => AliasOf(type.Name) == alias);
        var json = await File.ReadAllTextAsync(Path.Combine(Folder, file), TestContext.Current.CancellationToken);
        var stream = $"stored/{file}";
        await StoreAsync(stream, alias, type, json);

        await using var session = fixture.Host.Store.QuerySession("stored");
        var read = (await session.Events.FetchStreamAsync(stream, token: TestContext.Current.CancellationToken)).ShouldHaveSingleItem();

        read.Data.ShouldBeOfType(type);
        JsonElement.DeepEquals(JsonSerializer.SerializeToElement(read.Data, type), JsonElement.Parse(json)).ShouldBeTrue();
    }

    private async Task StoreAsync(string stream, string alias, Type type, string json)
    {
        await using var command = fixture.Database.CreateCommand(
            """
            with stream as (
                insert into app.mt_streams (tenant_id, id, version)
                values ('stored', $1, 1)
            )
            insert into app.mt_events (seq_id, id, tenant_id, stream_id, version, data, type, mt_dotnet_type)
            values (nextval('app.mt_events_sequence'), gen_random_uuid(), 'stored', $1, 1, $2::jsonb, $3, $4)
            """);
        foreach (var value in new[] { stream, json, alias, $"{type.FullName}, {type.Assembly.GetName().Name}" })
            command.Parameters.AddWithValue(value);
        await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
    }

    /// <summary>The records in the files named *Events.cs, where the events of a stream stand.</summary>
    private static IEnumerable<Type> EventTypes() =>
        from module in Repository.Modules
        from file in Directory.GetFiles(Path.Combine(Repository.Root, "src", "Modules", module), "*Events.cs", SearchOption.AllDirectories)
        from Match record in RecordName.Matches(File.ReadAllText(file))
        select TypesOf(module).Single(type => type.Name == record.Groups["name"].Value);

    private static IEnumerable<Type> TypesOf(string module) =>
        every_module.ModuleAssembly(module).GetTypes().Concat(Assembly.Load($"Reo.{module}.Contracts").GetTypes());

    private static string AliasOf(string name) => JsonNamingPolicy.SnakeCaseLower.ConvertName(name);

    [GeneratedRegex(@"sealed record (?<name>\w+)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex RecordName { get; }
}
