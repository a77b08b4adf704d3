using Reo.Host;
using Reo.Host.Dashboard;
using Reo.Host.Database;
using Reo.Host.Description;
using Reo.Host.Development;
using Reo.Host.Health;
using Reo.Host.Telemetry;
using Reo.Ingestion;
using Reo.Metrics;
using Reo.Tenancy;

return await CommandLine.RunAsync(
    args, Compose, ServeAsync, TenancyModule.Commands, run => IngestionModule.Commands(run.Invoke), run => MetricsModule.Commands(run.Invoke));

static WebApplication Compose(WebApplicationBuilder builder, HostDatabase database)
{
    builder.AddDatabase(database);
    builder.AddTenancy();
    builder.AddMetrics();
    builder.AddIngestion();
    builder.AddMartenAndWolverine();
    builder.AddHealth();
    builder.AddTelemetry();
    builder.AddWeb();
    builder.AddDashboard();

    var app = builder.Build();
    app.UseWeb();
    app.MapHealth();
    app.MapDescription();
    app.MapTenancy();
    app.MapMetrics();
    app.MapIngestion();
    app.MapDashboard();
    return app;
}

static async Task ServeAsync(WebApplication app, HostDatabase database, CancellationToken cancellation)
{
    await app.StartAsync(cancellation);
    if (app.Environment.IsDevelopment())
        await DemoTenant.IntroduceAsync(app, database, cancellation);
    app.Services.GetRequiredService<StartUp>().IsOver();
    await app.WaitForShutdownAsync(cancellation);
}
