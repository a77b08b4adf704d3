using System.CommandLine;
using Reo.Host.Tests.Reading;
using Reo.Metrics;

namespace Reo.Host.Tests.Reports;

public sealed class the_command_line(ATenantWithUsage tenant) : IClassFixture<ATenantWithUsage>
{
    [Fact]
    public async Task shows_a_report_as_a_table()
    {
        var (exitCode, output, _) = await RunAsync(
            "usage", "--tenant", "reading", "--group-by", "company", "--interval", "month", "--from", "2026-01-01", "--to", "2026-02-28");

        exitCode.ShouldBe(0);
        output.ShouldBe(
            """
            period      company     usage_count  event_count
            2026-01-01  acme.co.uk            4            4
            2026-02-01  acme.co.uk            6            6
            2026-02-01                        0            1

            """);
    }

    [Theory]
    [InlineData("usage", "--group-by", "metric", "--interval", "week", "--from", "2026-01-01", "--to", "2026-03-01", "--product", "web")]
    [InlineData("active", "--from", "2026-02-01", "--to", "2026-03-01")]
    [InlineData("retention", "--from", "2026-01-01", "--to", "2026-03-01")]
    [InlineData("funnel", "--from", "2026-01-01", "--to", "2026-03-01", "--steps", "LOGIN_ACTIVITY,BULK EXPORT", "--within", "4w")]
    public async Task writes_what_the_api_answers(string report, params string[] options)
    {
        var query = string.Join('&', options.Chunk(2).Select(option => $"{option[0][2..].Replace('-', '_')}={Uri.EscapeDataString(option[1])}"));
        foreach (var format in new[] { "json", "csv", "ndjson" })
        {
            var (exitCode, output, error) = await RunAsync([report, "--tenant", "reading", "--format", format, .. options]);

            exitCode.ShouldBe(0, error);
            output.ShouldBe(await tenant.Host.ReportAsync(tenant.Key, $"{report}?{query}&format={format}"));
        }
    }

    [Theory]
    [InlineData("There is no tenant 'nobody'", "usage", "--tenant", "nobody")]
    [InlineData("`from` not after `to`", "active", "--tenant", "reading", "--from", "2026-03-02", "--to", "2026-03-01")]
    [InlineData("Send `within`", "funnel", "--tenant", "reading", "--steps", "A,B", "--within", "soon")]
    [InlineData("takes a day", "usage", "--tenant", "reading", "--from", "yesterday")]
    public async Task says_what_is_wrong_and_ends_with_an_error(string reason, params string[] arguments)
    {
        var (exitCode, output, error) = await RunAsync(arguments);

        exitCode.ShouldBe(1);
        error.ShouldContain(reason);
        output.ShouldNotContain("period");
    }

    private async Task<(int ExitCode, string Output, string Error)> RunAsync(params string[] arguments)
    {
        var root = new RootCommand();
        foreach (var command in MetricsModule.Commands((work, cancellation) => work(tenant.Host.Services, cancellation)))
            root.Add(command);
        using var output = new StringWriter();
        using var error = new StringWriter();
        var exitCode = await root.Parse(["reports", .. arguments]).InvokeAsync(
            new InvocationConfiguration { Output = output, Error = error }, TestContext.Current.CancellationToken);
        return (exitCode, output.ToString(), error.ToString());
    }
}
