using System.Text.Json;
using System.Text.Json.Serialization;
using Reo.Testing;

namespace Reo.CritterStack.Promises.Marten;

public sealed class reading_events(PostgresDatabase database) : IClassFixture<PostgresDatabase>
{
    [Fact]
    public async Task reads_the_json_of_one_when_its_data_is_first_used()
    {
        await using var store = EventStore.Open(database.ConnectionString);
        await using var session = store.LightweightSession("acme");
        session.Events.Append("acme/1", new Watched("a"), new Watched("b"));
        await session.SaveChangesAsync(TestContext.Current.CancellationToken);

        var events = await session.Events.FetchStreamAsync("acme/1", token: TestContext.Current.CancellationToken);
        events.Select(e => e.Version).ShouldBe([1, 2]);
        WatchedConverter.Texts.ShouldBeEmpty();

        events[1].Data.ShouldBe(new Watched("b"));
        events[1].Data.ShouldBe(new Watched("b"));
        WatchedConverter.Texts.ShouldBe(["b"]);
    }

    [JsonConverter(typeof(WatchedConverter))]
    public sealed record Watched(string Text);

    public sealed class WatchedConverter : JsonConverter<Watched>
    {
        internal static List<string> Texts { get; } = [];

        public override Watched Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
        {
            var text = reader.GetString()!;
            Texts.Add(text);
            return new Watched(text);
        }

        public override void Write(Utf8JsonWriter writer, Watched value, JsonSerializerOptions options) => writer.WriteStringValue(value.Text);
    }
}
