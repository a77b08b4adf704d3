namespace Marten.Linq;

public interface IMartenQueryable<T> : IQueryable<T>;
