using System.Text.Json.Nodes;

namespace Reo.Host.Tests.Ingestion;

public sealed class a_commit_that_fails(HostFixture fixture) : IClassFixture<HostFixture>
{
    [Fact]
    public async Task because_of_one_event_fails_that_event_alone()
    {
        var key = await fixture.Host.TenantAsync("poison", "LOGIN_ACTIVITY");
        await fixture.Database.ExecuteAsync(
            """
            create function app.refuse() returns trigger language plpgsql as $$ begin raise exception 'refused' using errcode = '22000'; end $$;
            create trigger refuse before insert on app.mt_events
            for each row when (new.data ->> 'UserId' = 'poison') execute function app.refuse();
            """);
        var events = Enumerable.Range(0, 20).Select(i => ProductApi.Event(i == 7 ? "poison" : "innocent", $"{i}"));

        var answer = JsonNode.Parse(await fixture.Host.AnswerAsync(ProductApi.Batch, key, ProductApi.Events(events), 200))!;
        var alone = await fixture.Host.AnswerAsync(ProductApi.Single, key, $"{{\"payload\":{ProductApi.Event("poison")}}}", 500);

        answer["accepted"]!.GetValue<int>().ShouldBe(19);
        answer["failed"]!.AsArray().ShouldHaveSingleItem()!.ToJsonString().ShouldBe(
            """{"index":7,"event_id":"7","field":"","code":"not_writable","message":"The event could not be stored; the defect is ours and is logged"}""");
        alone.ShouldContain("\"response_code\":500");
        (await fixture.Database.StoredAsync("poison")).Count.ShouldBe(19);
    }

    [Fact]
    public async Task because_its_connection_is_lost_is_tried_again_until_its_outcome_is_known()
    {
        var key = await fixture.Host.TenantAsync("cut", "LOGIN_ACTIVITY");
        await fixture.Database.ExecuteAsync(
            """
            create sequence app.cuts;
            create function app.cut() returns trigger language plpgsql as $$ begin
                if nextval('app.cuts') <= 2 then
                    perform pg_terminate_backend(pg_backend_pid());
                end if;
                return null;
            end $$;
            create constraint trigger cut after insert on app.mt_events deferrable initially deferred
            for each row when (new.data ->> 'UserId' = 'cut') execute function app.cut();
            """);

        (await fixture.Host.AnswerAsync(ProductApi.Single, key, $"{{\"payload\":{ProductApi.Event("cut")}}}", 200)).ShouldBe(ProductApi.Stored);

        (await fixture.Database.StoredAsync("cut")).Count.ShouldBe(1);
    }
}
