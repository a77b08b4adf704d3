using Reo.Dashboard.Tests;
using Reo.Testing;

[assembly: AssemblyFixture(typeof(PostgresCluster))]
[assembly: AssemblyFixture(typeof(Browser))]
