using Reo.Analyzers.Tests.Verifying;

namespace Reo.Analyzers.Tests.Rules;

public sealed class UnknownActivityTypeTests
{
    private const string Id = "REO0001";

    [Theory]
    [InlineData("""Client.Track([|"LOGN_ACTIVITY"|]);""")]
    [InlineData("""Client.Track(activityType: [|"LOGN_ACTIVITY"|]);""")]
    [InlineData("""const string bad = "LOGN" + "_ACTIVITY"; Client.Track([|bad|]);""")]
    [InlineData("""Client.Track([|nameof(Product)|]);""")]
    [InlineData("""Client.Track([|$"LOGN_{nameof(Product)}"|]);""")]
    [InlineData("""Client.Track(flag ? [|"LOGN"|] : "LOGIN_ACTIVITY");""")]
    [InlineData("""Client.Track(flag ? n > 1 ? [|"ONE"|] : [|"TWO"|] : [|"THREE"|]);""")]
    [InlineData("""Client.Track(n switch { 1 => "LOGIN_ACTIVITY", 2 => [|"TWO"|], _ => throw new InvalidOperationException() });""")]
    [InlineData("""Client.Track(usage.ActivityType ?? [|"NONE"|]);""")]
    [InlineData("""usage.ActivityType = [|"LOGN"|];""")]
    [InlineData("""usage.ActivityType ??= [|"LOGN"|];""")]
    [InlineData("""_ = new UsageEvent { ActivityType = [|"LOGN"|] };""")]
    [InlineData("""_ = new { activity_type = [|"LOGN"|] };""")]
    [InlineData("""_ = new { ActivityType = [|"LOGN"|], Other = "x" };""")]
    [InlineData("""_ = new Dictionary<string, object> { { "activity_type", [|"LOGN"|] }, { "other", "x" } };""")]
    [InlineData("""_ = new Dictionary<string, object> { ["activity_type"] = [|"LOGN"|], ["other"] = "x" };""")]
    [InlineData("""var map = new Dictionary<string, string>(); map["activity_type"] = [|"LOGN"|]; map.Add("activity_type", [|"LOGN2"|]); map.TryAdd("activity_type", [|"LOGN3"|]);""")]
    [InlineData("""const string name = "activity_type"; var map = new Dictionary<string, string> { [name] = [|"LOGN"|] };""")]
    [InlineData("""_ = new List<KeyValuePair<string, string>> { new("activity_type", [|"LOGN"|]), new KeyValuePair<string, string>("activity_type", [|"LOGN"|]) };""")]
    public Task is_reported_where_a_call_or_an_object_writes_it(string statements) => Check.ReportsAsync(Id, Check.InMethod(statements));

    [Fact]
    public Task is_reported_in_json_of_any_string() => Check.ReportsAsync(Id, """""
        class Product
        {
            const string Regular = "{\"activity_type\": \"[|LOGN|]\", \"x\": 1}";
            const string Verbatim = @"{""activity_type"" : ""[|LOGN 2|]""}";
            const string Raw = """{"activity_type":"[|LOGN|]"}""";
            const string Lines = """
                {
                  "payload": { "activity_type":
                      "[|LOGN|]" },
                  "other": "LOGN"
                }
                """;
            static byte[] Bytes => """{"activity_type":"[|LOGN|]"}"""u8.ToArray();
            string Regular2(int n) => $"{{\"activity_type\":\"[|LOGN|]\",\"n\":{n}}}";
            string Verbatim2(int n) => $@"{{""n"":{n},""activity_type"":""[|LOGN|]""}}";
            string Raw2(int n) => $$"""{"n":{{n}},"activity_type":"[|LOGN|]"}""";
            string Hole() => $$"""{"activity_type":"{{[|nameof(Product)|]}}"}""";
            const string Two = """[{"activity_type":"[|A|]"},{"activity_type":"LOGIN_ACTIVITY"},{"activity_type":"[|B|]"}]""";
            const string Escaped = "{\"activity_type\":\"[|L\\u004fGN|]\"}";
        }
        """"");

    [Fact]
    public Task is_reported_where_a_declaration_is_marked() => Check.ReportsAsync(Id, """
        class Product
        {
            [ActivityType] const string Constant = [|"ONE"|];
            [ActivityType] static readonly string[] Fields = [[|"TWO"|], "LOGIN_ACTIVITY"];
            [ActivityType] string Initialised { get; set; } = [|"THREE"|];
            [ActivityType] string Computed => [|"FOUR"|];
            [ActivityType] string Block { get { return [|"FIVE"|]; } }
            [StringSyntax("ActivityType")] public string? Syntax { get; set; }
            [return: ActivityType] string Method(bool flag) { if (flag) return [|"SIX"|]; Func<string> other = () => { return "not this"; }; return other() == "" ? [|"SEVEN"|] : "LOGIN_ACTIVITY"; }
            [return: ActivityType] string Arrow() => [|"EIGHT"|];
            void Default([ActivityType] string type = [|"NINE"|]) { }
            void Use() { Default(); Default(Constant); Syntax = [|"TEN"|]; Many("LOGIN_ACTIVITY", [|"ELEVEN"|]); }
            void Many([ActivityType] params string[] types) { }
        }
        """);

    [Fact]
    public Task is_reported_where_a_constructor_an_attribute_or_a_delegate_takes_it() => Check.ReportsAsync(Id, """
        class Metric([ActivityType] string key) { public string Key => key; public Metric() : this([|"ZERO"|]) { } }
        class Login() : Metric([|"ONE"|]);
        class Logout : Metric { public Logout() : base([|"TWO"|]) { } }
        record Posted([property: JsonPropertyName("activity_type")] string Type);
        class TracksAttribute([ActivityType] string key) : Attribute { public string Key => key; [ActivityType] public string? Also { get; set; } }
        delegate void Track([ActivityType] string key);
        class Table { public string this[[ActivityType] string key] { get => key; set { } } }
        [Tracks([|"THREE"|], Also = [|"FOUR"|])]
        class Product
        {
            Metric one = new([|"FIVE"|]);
            object two = new Posted([|"SIX"|]) with { Type = [|"SEVEN"|] };
            void Use(Track track, Table table) { track([|"EIGHT"|]); _ = table[[|"NINE"|]]; table[[|"TEN"|]] = "x"; Local([|"ELEVEN"|]); void Local([ActivityType] string key) { } }
        }
        """);

    [Fact]
    public async Task is_reported_in_a_file_that_never_mentions_activity_types()
    {
        const string declares = """public static class Usage { public static void Count([ActivityType] string what) { } public static string Last { [return: ActivityType] get; set; } = ""; }""";
        const string uses = """class Product { void Act() => Usage.Count("LOGN_ACTIVITY"); }""";

        var diagnostics = await new Analysis().RunAsync(("/product/A.cs", declares), ("/product/B.cs", uses));

        diagnostics.ShouldHaveSingleItem().Location.GetLineSpan().Path.ShouldBe("/product/B.cs");
    }

    [Fact]
    public async Task is_reported_for_a_method_of_a_referenced_assembly()
    {
        const string library = """
            using System; using System.Diagnostics.CodeAnalysis;
            namespace Sdk
            {
                [AttributeUsage(AttributeTargets.All)] class ActivityTypeAttribute : Attribute { }
                public class Tracker
                {
                    public void Push([ActivityType] string type) { }
                    public void Send([StringSyntax("ActivityType")] string type) { }
                    public void Other([StringSyntax("Regex")] string type) { }
                    [ActivityType] public string Current { get; set; }
                    public Tracker([ActivityType] string type) { }
                }
            }
            """;
        using var image = new MemoryStream();
        Snippet.Compile(("/sdk/Tracker.cs", library)).WithAssemblyName("Sdk").Emit(image, cancellationToken: TestContext.Current.CancellationToken).Success.ShouldBeTrue();
        image.Position = 0;

        await Check.ReportsAsync(Id, """
            class Product
            {
                void Act(Sdk.Tracker tracker)
                {
                    tracker.Push([|"ONE"|]);
                    tracker?.Send([|"TWO"|]);
                    tracker!.Other("x");
                    tracker.Current = [|"THREE"|];
                    Sdk.Tracker other = new([|"FOUR"|]);
                }
            }
            """, new Analysis { MoreReferences = [Microsoft.CodeAnalysis.MetadataReference.CreateFromStream(image)] });
    }

    [Theory]
    [InlineData("LOGN_ACTIVITY", "Activity type 'LOGN_ACTIVITY' is not a configured metric. Did you mean 'LOGIN_ACTIVITY'?")]
    [InlineData("SOMETHING ELSE", "Activity type 'SOMETHING ELSE' is not a configured metric. Configure it, or add it to the plan file as proposed.")]
    public async Task names_the_nearest_key_when_one_is_near(string key, string message)
    {
        var diagnostics = await new Analysis().RunAsync(("/product/Code.cs", Check.InMethod($"Client.Track(\"{key}\");")));

        diagnostics.ShouldHaveSingleItem().GetMessage().ShouldBe(message);
    }

    [Theory]
    [InlineData("""Client.Track("LOGIN_ACTIVITY"); Client.Track("API KEY GENERATED"); Client.Track("CALL HOME");""")]
    [InlineData("""Client.Track(""); Client.Track(null!); Client.Track(default!); usage.ActivityType = null; usage.ActivityType = string.Empty;""")]
    [InlineData("""_ = usage.ActivityType == "SOMETHING"; _ = new { Other = "x" }; Console.WriteLine("activity_type"); var map = new Dictionary<string, string> { ["type"] = "x" };""")]
    [InlineData("""_ = "activity_type: LOGN"; _ = "{\"activity_type\":" + text + "}"; _ = "{\"activity_type\":\"" + text + "\"}"; _ = "{\"activity_type\":1}"; _ = "{\"activity_type\":\"LOGN";""")]
    public Task is_not_reported_for_what_is_configured_or_says_nothing(string statements) => Check.SaysNothingAsync(Check.InMethod(statements));

    [Fact]
    public Task is_not_reported_without_a_plan_file() => Check.SaysNothingAsync(Check.InMethod("""Client.Track("ANYTHING");"""), new Analysis { Files = [] });

    [Fact]
    public Task is_not_reported_for_a_member_of_that_name_that_is_not_a_string() => Check.SaysNothingAsync("""
        enum Kind { One }
        class Entry { public Kind ActivityType { get; set; } public int activity_type; }
        class Product { object entry = new Entry { ActivityType = Kind.One, activity_type = 3 }; object other = new { ActivityType = Kind.One, activity_type = 1 }; }
        """);
}
