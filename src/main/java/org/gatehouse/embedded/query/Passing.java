package org.gatehouse.embedded.query;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.function.Predicate;

/** The elements of an iterator that fulfil a condition, of which the next one is always known already. */
final class Passing<T> implements Iterator<T> {
    private final Iterator<T> all;
    private final Predicate<T> condition;
    private T next;
    private boolean ended;

    Passing(Iterator<T> all, Predicate<T> condition) {
        this.all = all;
        this.condition = condition;
        advance();
    }

    private void advance() {
        while (all.hasNext()) {
            next = all.next();
            if (condition.test(next)) {
                return;
            }
        }
        next = null;
        ended = true;
    }

    @Override
    public boolean hasNext() {
        return !ended;
    }

    @Override
    public T next() {
        if (ended) {
            throw new NoSuchElementException();
        }
        T item = next;
        advance();
        return item;
    }

    List<T> collect() {
        List<T> items = new ArrayList<>();
        forEachRemaining(items::add);
        return items;
    }
}
