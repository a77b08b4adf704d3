using Reo.Host;
using Reo.Host.Database;
using Reo.Host.Description;
using Reo.Host.Development;
using Reo.Host.Health;
using Reo.Ingestion;
using Reo.Metrics;
using Reo.Tenancy;

return await CommandLine.RunAsync(args, async (builder, cancellation) =>
{
    await using var database = await HostDatabase.OpenAsync(builder.Configuration, cancellation);

    builder.AddDatabase(database);
    builder.AddTenancy();
    builder.AddMetrics();
    builder.AddIngestion();
    builder.AddMartenAndWolverine();
    builder.AddHealth();
    builder.AddWeb();

    await using var app = builder.Build();
    app.UseWeb();
    app.MapHealth();
    app.MapDescription();
    app.MapMetrics();
    app.MapIngestion();

    await app.StartAsync(cancellation);
    if (app.Environment.IsDevelopment())
        await DemoTenant.IntroduceAsync(app, database, cancellation);
    app.Services.GetRequiredService<StartUp>().IsOver();
    await app.WaitForShutdownAsync(cancellation);
});
